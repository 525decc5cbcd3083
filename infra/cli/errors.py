"""What can go wrong for an operator, each with a sentence that says what to do."""


class CliError(Exception):
    """Ends the command with its exit code; both sentences are shown.

    Exit codes of all commands: 0 done; 1 done, but some rows or letters need a person;
    2 wrong use of the command; 3 the file cannot be read; 4 a part of the system cannot be
    reached (run the command again to go on); 5 not permitted; 6 refused by the system.
    """

    exit_code = 6

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en


class WrongUse(CliError):
    """An option or a setting is missing or cannot be understood."""

    exit_code = 2


class UnreadableFile(CliError):
    """The file is missing, not a CSV, in no known encoding, or lacks a column."""

    exit_code = 3


class Unreachable(CliError):
    """A part of the system did not answer, also after waiting and trying again."""

    exit_code = 4


class NotPermitted(CliError):
    """The token is missing or not valid there."""

    exit_code = 5


class Refused(CliError):
    """The system understood and said no."""
