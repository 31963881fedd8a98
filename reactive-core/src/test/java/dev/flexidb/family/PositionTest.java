package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("F05: which place in a server's log covers which")
class PositionTest {

  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

  @Test
  void ofPostgreSqlTheLaterOneCoversTheEarlier() {
    Position early = PostgreSqlPosition.parse("0/FFFFFFFF");
    Position late = PostgreSqlPosition.parse("1/0");

    assertThat(late.covers(early)).isTrue();
    assertThat(late.covers(late)).isTrue();
    assertThat(early.covers(late)).isFalse();
    assertThat(PostgreSqlPosition.parse("FFFFFFFF/0").covers(late)).isTrue();
  }

  @Test
  void ofMariaDbEachDomainCounts() {
    Position here = GtidPosition.ofMariaDb("0-1-100,1-2-7");

    assertThat(here.covers(GtidPosition.ofMariaDb("0-1-100"))).isTrue();
    assertThat(here.covers(GtidPosition.ofMariaDb("0-9-99,1-9-1"))).isTrue();
    assertThat(here.covers(GtidPosition.ofMariaDb("0-1-101"))).isFalse();
    assertThat(here.covers(GtidPosition.ofMariaDb("2-1-1"))).isFalse();
  }

  @Test
  void ofMySqlEveryNumberHasToBeThere() {
    Position here = GtidPosition.ofMySql(SERVER + ":1-5:7,\n" + OTHER + ":1-3");

    assertThat(here.covers(GtidPosition.ofMySql(SERVER + ":2-5"))).isTrue();
    assertThat(here.covers(GtidPosition.ofMySql(OTHER + ":3," + SERVER + ":7"))).isTrue();
    assertThat(here.covers(GtidPosition.ofMySql(SERVER + ":1-7"))).isFalse();
    assertThat(here.covers(GtidPosition.ofMySql(OTHER + ":4"))).isFalse();
  }

  @Test
  void ofMySqlTagsAreKeptApart() {
    Position here = GtidPosition.ofMySql(SERVER + ":1-5:audit:1-2");

    assertThat(here.covers(GtidPosition.ofMySql(SERVER + ":audit:2"))).isTrue();
    assertThat(here.covers(GtidPosition.ofMySql(SERVER + ":audit:5"))).isFalse();
  }

  @Test
  void ofDifferentProductsNoneCoversTheOther() {
    Position one = PostgreSqlPosition.parse("1/0");
    Position other = GtidPosition.ofMariaDb("0-1-1");

    assertThat(one.covers(other)).isFalse();
    assertThat(other.covers(one)).isFalse();
  }
}
