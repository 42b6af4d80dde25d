@echo off
rem Opens the panel in the browser; this window closes at once. What it needs to say anything is looked at first.
setlocal
set "program=%~dp0chuong_trinh"
set broken=
$looks
if defined broken goto broken
start "" "%program%\pythonw.exe" -X utf8 "%program%\mo_par_excel.py"
if errorlevel 1 goto refused
exit /b 0

:look
if not "%~z1"=="%2" set broken=1
exit /b 0

:broken
chcp 65001 >nul
echo.
echo   Thư mục par_excel chưa đủ tệp: hãy giải nén cả tệp zip ra một thư mục rồi mở lại từ thư mục đó.
echo   Nếu vẫn thấy dòng này, phần mềm diệt vi-rút có thể đã xóa một tệp; đề nghị hỏi người quản trị máy.
echo.
pause
exit /b 3

:refused
chcp 65001 >nul
echo.
echo   Windows không cho chạy par_excel từ thư mục này; đề nghị hỏi người quản trị máy.
echo.
pause
exit /b 3
