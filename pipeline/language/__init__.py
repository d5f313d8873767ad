"""What is read from one text: sentences, quotations and speakers, figures, page furniture."""
