"""Public comment (パブリックコメント): consultations, comments, receipts."""
