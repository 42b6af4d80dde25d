"""The master workbook (`tong_hop.xlsx`): a `Result` becomes sheets, every figure with the cell that it came from."""
