@echo off
rem The command line of par_excel $version: par-excel --help
"%~dp0chuong_trinh\python.exe" -X utf8 -m par_excel %*
