"""What each command of the command line does. `tuinews.cli` chooses among them and turns failures into exit codes."""
