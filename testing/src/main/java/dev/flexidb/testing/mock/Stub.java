package dev.flexidb.testing.mock;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are to be answered; it counts once its answer is said. Immutable.
 *
 * <pre>{@code
 * mock.on("user").when("SELECT name FROM users WHERE id = :id").in("acme").returns(row("name", "Ada"));
 * }</pre>
 */
public final class Stub {

  private final Predicate<Call> asked;
  private final Duration delay;
  private final Consumer<Rule> added;

  /** An answer to those calls that it fits. */
  record Rule(Predicate<Call> asked, Function<Call, Answer> answer) {}

  Stub(Predicate<Call> asked, Duration delay, Consumer<Rule> added) {
    this.asked = asked;
    this.delay = delay;
    this.added = added;
  }

  /**
   * Only in this tenant.
   *
   * @throws dev.flexidb.tenant.InvalidSchemaNameException at once, if no schema may have this name
   */
  public Stub in(String tenant) {
    return in(new SchemaName(tenant));
  }

  /** Only in this tenant. */
  public Stub in(SchemaName tenant) {
    return new Stub(
        asked.and(call -> call.tenant().filter(tenant::equals).isPresent()), delay, added);
  }

  /** Answered after this time, of the scheduler's clock. */
  public Stub after(Duration newDelay) {
    return new Stub(asked, newDelay, added);
  }

  /** With these rows; with none, the result is empty. */
  @SafeVarargs
  public final void returns(Map<String, ? extends @Nullable Object>... rows) {
    answers(Answer.rows(rows));
  }

  /** With one row of one column. */
  public void returnsValue(@Nullable Object value) {
    answers(Answer.rows(Answer.row("value", value)));
  }

  /** With so many rows changed. */
  public void updates(long count) {
    answers(Answer.updated(count));
  }

  /** With this error. */
  public void fails(Throwable error) {
    answers(Answer.error(error));
  }

  /** With this. */
  public void answers(Answer answer) {
    answers(call -> answer);
  }

  /**
   * With what this function makes of the call, each time anew; by any thread, and it must not
   * block.
   */
  public void answers(Function<? super Call, Answer> answer) {
    added.accept(
        new Rule(
            asked, call -> delay.isZero() ? answer.apply(call) : answer.apply(call).after(delay)));
  }
}
