package dev.flexidb.testing.isolation;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flexidb.testing.mock.MockFlexiDb;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantIsolationTest {

  private final MockFlexiDb mock = MockFlexiDb.builder().database("shop").build();
  private final TenantIsolation isolation = TenantIsolation.assertThat(mock.db());

  @AfterEach
  void close() {
    mock.close();
  }

  @Test
  void whatWouldShowNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> isolation.between("acme", "acme"))
        .withMessage("both tenants are acme; name two, or nothing is shown");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> isolation.runs(7))
        .withMessage("runs is 7; it must be at least 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> isolation.atOnce(1))
        .withMessage("atOnce is 1; it must be at least 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> isolation.within(Duration.ZERO))
        .withMessage("the limit is 0 ms; it must be at least 1");
  }
}
