"""Reading single fields of documents: values, pay, places."""
