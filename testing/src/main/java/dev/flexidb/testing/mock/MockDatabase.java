package dev.flexidb.testing.mock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What one mocked database answers. Thread-safe; of several answers that fit, the one that was
 * given last counts.
 */
public final class MockDatabase {

  private final String name;
  private final List<Stub.Rule> rules = new CopyOnWriteArrayList<>();

  MockDatabase(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /**
   * When it is asked this. How blanks stand, and how parameters are written ({@code $1}, {@code ?},
   * {@code :name}), makes no difference.
   */
  public Stub when(String sql) {
    String normal = SqlText.normal(sql);
    return stub(call -> SqlText.normal(call.sql()).equals(normal));
  }

  /** When this regular expression is found in what it is asked, which is put on one line. */
  public Stub whenMatching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return stub(call -> pattern.matcher(SqlText.oneLine(call.sql())).find());
  }

  /** Whatever it is asked. */
  public Stub whenAnything() {
    return stub(call -> true);
  }

  private Stub stub(Predicate<Call> asked) {
    return new Stub(asked, Duration.ZERO, rule -> rules.add(0, rule));
  }

  /** Forgets all answers. */
  public void reset() {
    rules.clear();
  }

  Answer answer(Call call) {
    for (Stub.Rule rule : rules) {
      if (rule.asked().test(call)) {
        return rule.answer().apply(call);
      }
    }
    return Answer.error(new UnexpectedSqlException(call));
  }
}
