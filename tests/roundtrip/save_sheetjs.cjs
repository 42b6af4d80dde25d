// Loads workbooks with SheetJS and saves each again: node save_sheetjs.cjs MODULES SOURCE TARGET [SOURCE TARGET ...]
const [modules, ...files] = process.argv.slice(2)
const { readFile, writeFile } = require(`${modules}/xlsx`)

for (let at = 0; at < files.length; at += 2) {
  writeFile(readFile(files[at], { cellFormula: true, cellNF: true, cellStyles: true }), files[at + 1])
}
