package dev.flexidb.testing.mock;

import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What mocked databases were asked, in order, and what a test says of it. Immutable: it does not
 * grow when more is asked.
 *
 * <pre>{@code
 * mock.calls().to("user").in("acme").of("INSERT INTO users (name) VALUES (:name)").assertCount(1);
 * }</pre>
 */
public final class Calls {

  private final List<Call> all;
  private final List<Call> chosen;
  private final String which;

  Calls(List<Call> all) {
    this(all, all, "");
  }

  private Calls(List<Call> all, List<Call> chosen, String which) {
    this.all = all;
    this.chosen = chosen;
    this.which = which;
  }

  /** Those to this database. */
  public Calls to(String database) {
    return only("to \"%s\"".formatted(database), call -> call.database().equals(database));
  }

  /** Those in this tenant. */
  public Calls in(String tenant) {
    return in(new SchemaName(tenant));
  }

  /** Those in this tenant. */
  public Calls in(SchemaName tenant) {
    return only("in " + tenant, call -> call.tenant().filter(tenant::equals).isPresent());
  }

  /** Those in no tenant: of what tenants share, and of databases without any. */
  public Calls inNoTenant() {
    return only("in no tenant", call -> call.tenant().isEmpty());
  }

  /** Those of this text; blanks and how parameters are written make no difference. */
  public Calls of(String sql) {
    String normal = SqlText.normal(sql);
    return only(
        "of \"%s\"".formatted(SqlText.oneLine(sql)),
        call -> SqlText.normal(call.sql()).equals(normal));
  }

  /** Those in whose text, put on one line, this regular expression is found. */
  public Calls matching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return only(
        "matching /%s/".formatted(regex),
        call -> pattern.matcher(SqlText.oneLine(call.sql())).find());
  }

  /** Those of which this became. */
  public Calls that(Call.Fate fate) {
    return only("that are " + fate, call -> call.fate() == fate);
  }

  private Calls only(String how, Predicate<Call> predicate) {
    return new Calls(all, chosen.stream().filter(predicate).toList(), which + " " + how);
  }

  /** They themselves, in the order in which they came. */
  public List<Call> list() {
    return chosen;
  }

  /**
   * That there are so many of them.
   *
   * @throws AssertionError if not, with all that was asked
   */
  public Calls assertCount(int expected) {
    if (chosen.size() != expected) {
      throw new AssertionError(
          "expected %d calls%s, but there were %d; asked was %s"
              .formatted(expected, which, chosen.size(), asked()));
    }
    return this;
  }

  /**
   * That there are none of them.
   *
   * @throws AssertionError if not, with all that was asked
   */
  public Calls assertNone() {
    return assertCount(0);
  }

  private String asked() {
    return all.isEmpty()
        ? "nothing"
        : all.stream().map(call -> "\n  " + call).collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return chosen.toString();
  }
}
