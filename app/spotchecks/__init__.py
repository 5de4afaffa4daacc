"""The daily draw of visit records, and what is made of them: blind, fair, and open to anybody."""
