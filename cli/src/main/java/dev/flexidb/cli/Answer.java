package dev.flexidb.cli;

import java.io.PrintWriter;
import java.util.Map;

/** Where a command says what it has to say: in lines for people, or in JSON. Thread-safe. */
final class Answer {

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  Answer(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  boolean isJson() {
    return json;
  }

  /** For people alone. */
  synchronized void line(String text) {
    if (!json) {
      out.println(text);
      out.flush();
    }
  }

  /** For people alone, and not a part of the answer. */
  synchronized void aside(String text) {
    if (!json) {
      err.println(text);
      err.flush();
    }
  }

  /** For people alone, without an end of the line: what stands on a terminal for a moment. */
  synchronized void part(String text) {
    if (!json) {
      out.print(text);
      out.flush();
    }
  }

  /** For programs alone. */
  synchronized void json(String event, Map<String, ?> facts) {
    if (json) {
      out.println(Json.line(event, facts));
      out.flush();
    }
  }

  /** For both. */
  void tell(String text, String event, Map<String, ?> facts) {
    line(text);
    json(event, facts);
  }
}
