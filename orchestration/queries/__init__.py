"""What a person asks of a data directory or its publication: status, SQL, explain, next skill, doctor."""
