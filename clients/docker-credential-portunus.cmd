@echo off
powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0docker-credential-portunus.ps1" %1
exit /b %ERRORLEVEL%
