"""How notices are worded: whom they name, the lines of a mail, and the mails."""
