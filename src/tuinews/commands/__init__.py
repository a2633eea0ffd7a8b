"""What each command of the command line does. `program` chooses among them and turns failures into exit codes."""
