"""What is made, read once more and put in place (制作): job by job, by one process or several."""
