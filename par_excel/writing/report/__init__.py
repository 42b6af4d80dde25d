"""The report (`bao_cao.docx`): a `Result` fills a Word template that the office may edit."""
