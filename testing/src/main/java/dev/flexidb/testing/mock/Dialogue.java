package dev.flexidb.testing.mock;

import dev.flexidb.testing.Product;

/** How the data layer talks to the drivers of one kind of database. Stateless. */
interface Dialogue {

  /** An answer to what needs none. */
  Answer DONE = Answer.updated(0);

  /** Tells the data layer's own text from the user's. */
  Told read(String text);

  static Dialogue of(Product product) {
    return switch (product) {
      case POSTGRESQL -> new PostgreSqlDialogue();
      case MYSQL, MARIADB -> new MySqlDialogue(product);
    };
  }
}
