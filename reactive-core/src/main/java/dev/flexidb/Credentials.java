package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;

/**
 * A user and its password, for one login. Immutable; {@code toString} holds no secret.
 *
 * @param username not blank
 * @param password as the server is to get it; empty where it asks for none
 */
public record Credentials(String username, CharSequence password) {

  public Credentials {
    Settings.given("username", username, "the user's name");
    Settings.given("password", password, "the password, or an empty one");
    if (username.isBlank()) {
      throw new InvalidConfigurationException("username is blank; give the user's name");
    }
  }

  @Override
  public String toString() {
    return "Credentials[username=%s, password=***]".formatted(username);
  }
}
