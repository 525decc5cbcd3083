"""Kafka's jars: what we ask for (pom.xml), what that means in full (jars.lock), how it comes."""
