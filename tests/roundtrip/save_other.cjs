// Loads workbooks with a library and saves each again:
// node save_other.cjs LIBRARY MODULES SOURCE TARGET [SOURCE TARGET ...]
const fs = require('fs')
const [library, modules, ...files] = process.argv.slice(2)

const save = {
  async 'xlsx-populate' (source, target) {
    const book = await require(`${modules}/xlsx-populate`).fromFileAsync(source)
    await book.toFileAsync(target)
  },
  // as Excel does with a workbook of which only the structure is protected
  async 'xlsx-populate, encrypted' (source, target) {
    const book = await require(`${modules}/xlsx-populate`).fromFileAsync(source)
    await book.toFileAsync(target, { password: 'VelvetSweatshop' })
  },
  async '@zurmokeeper/exceljs' (source, target) {
    const { Workbook } = require(`${modules}/@zurmokeeper/exceljs`)
    const book = new Workbook()
    await book.xlsx.readFile(source)
    await book.xlsx.writeFile(target)
  },
  async 'excelize-wasm' (source, target) {
    const { init } = require(`${modules}/excelize-wasm`)
    excelize ??= await init(`${modules}/excelize-wasm/excelize.wasm.gz`)
    const book = excelize.OpenReader(fs.readFileSync(source))
    if (book.error) throw new Error(book.error)
    // a cell is written anew, else the library only copies parts
    const { value, error } = book.GetCellValue('Chấm điểm', 'A1')
    if (error) throw new Error(error)
    book.SetCellValue('Chấm điểm', 'A1', value)
    const { buffer, error: failure } = book.WriteToBuffer()
    if (failure) throw new Error(failure)
    fs.writeFileSync(target, buffer)
  }
}
let excelize

async function all () {
  for (let at = 0; at < files.length; at += 2) await save[library](files[at], files[at + 1])
  process.exit(0) // the library in Go keeps running
}

all().catch(failure => {
  console.error(failure)
  process.exit(1)
})
