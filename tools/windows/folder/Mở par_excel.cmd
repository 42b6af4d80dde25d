@echo off
rem Opens the panel in the browser; this window closes at once. What it needs to say anything is looked at first.
setlocal
set "program=%~dp0chuong_trinh"
set broken=
$looks
if defined broken goto broken
"%program%\python.exe" -X utf8 "%program%\mo_par_excel.py" --look >nul 2>nul
if not "%errorlevel%"=="0" goto stopped
start "" "%program%\pythonw.exe" -X utf8 "%program%\mo_par_excel.py"
if errorlevel 1 goto stopped
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

:stopped
chcp 65001 >nul
echo.
echo   par_excel không chạy được: Windows hoặc phần mềm diệt vi-rút không cho chạy, hoặc thư mục thiếu tệp.
echo   Hãy giải nén cả tệp zip ra một thư mục mới rồi mở lại; nếu vẫn vậy, đề nghị hỏi người quản trị máy.
echo.
pause
exit /b 3
