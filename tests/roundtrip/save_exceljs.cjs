// Loads workbooks with ExcelJS and saves each again: node save_exceljs.cjs MODULES SOURCE TARGET [SOURCE TARGET ...]
const [modules, ...files] = process.argv.slice(2)
const { Workbook } = require(`${modules}/exceljs`)

async function save() {
  for (let at = 0; at < files.length; at += 2) {
    const book = new Workbook()
    await book.xlsx.readFile(files[at])
    await book.xlsx.writeFile(files[at + 1])
  }
}

save().catch(failure => {
  console.error(failure)
  process.exitCode = 1
})
