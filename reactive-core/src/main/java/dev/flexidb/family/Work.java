package dev.flexidb.family;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;

/** A statement or batch that a user asked for, ready to run on a connection to be chosen. */
public interface Work {

  /** The user's text. */
  String sql();

  /**
   * The ways in which drivers send it, each as the texts that the server reads one by one: whether
   * the texts of a batch are sent as one is the driver's to choose, and what is code in the one way
   * may stand in a comment in the other.
   */
  default List<List<String>> readings() {
    return List.of(List.of(sql()));
  }

  /**
   * Whether it is plain text: nothing bound, no fetch size, so that more text may stand before it.
   */
  boolean isText();

  /** Whether parameters are bound. */
  boolean isBound();

  /** Whether it runs once, and not once for each of several rows of parameters. */
  boolean runsOnce();

  /**
   * Makes the driver's statement and executes it.
   *
   * @param before text to put in front of the user's; empty for none
   */
  Publisher<? extends Result> executeOn(Connection connection, String before);

  /**
   * As {@link #executeOn(Connection, String)}, on a statement that is made in a way of its own.
   *
   * @param statements makes the driver's statement of a text
   */
  Publisher<? extends Result> executeOn(Function<String, Statement> statements);
}
