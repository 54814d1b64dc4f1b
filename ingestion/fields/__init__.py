"""What one field of a document says: values, pay, places."""
