"""Committee recruitment (委員公募): seats, applications, choice, appointments."""
