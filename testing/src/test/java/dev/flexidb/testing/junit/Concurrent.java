package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.Product;
import dev.flexidb.testing.TenantStepVerifier;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes of tests that others run beside each other, on one server and with the same names. */
final class Concurrent {

  /** Each is used once. */
  static final Set<SchemaName> USED = ConcurrentHashMap.newKeySet();

  private Concurrent() {}

  private static void useAlone(Database shop, SchemaName tenant) {
    assertThat(USED.add(tenant)).as("nobody else's: %s", tenant).isTrue();
    TenantStepVerifier.create(FreshTenantsContract.place(shop, 1), tenant)
        .expectNext(1L)
        .verifyComplete();
    TenantStepVerifier.create(FreshTenantsContract.count(shop), tenant)
        .expectNext(1L)
        .verifyComplete();
  }

  /** Behind what comes after it on the class. */
  static class Tell implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
      Second.FIRST.countDown();
    }
  }

  /** It ends while the other class is at work, and drops what is its own. */
  @ExtendWith(Tell.class)
  @FlexiDbTest(@WithDatabase(value = "shop", server = Product.MARIADB))
  static class First {

    static final CountDownLatch OTHER = new CountDownLatch(1);

    @Test
    void endsWhileTheOtherHasATenant(Database shop, SchemaName tenant) throws Exception {
      assertThat(OTHER.await(30, TimeUnit.SECONDS)).isTrue();
      useAlone(shop, tenant);
    }
  }

  @FlexiDbTest(@WithDatabase(value = "shop", server = Product.MARIADB))
  static class Second {

    static final CountDownLatch FIRST = new CountDownLatch(1);

    @Test
    void keepsItsTenant(Database shop, SchemaName tenant) throws Exception {
      First.OTHER.countDown();
      assertThat(FIRST.await(30, TimeUnit.SECONDS)).isTrue();
      useAlone(shop, tenant);
    }
  }

  @FlexiDbTest(@WithDatabase(value = "shop", server = Product.MARIADB))
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance {

    private final Database shop;
    private final SchemaName ofClass;

    OneInstance(Database shop, SchemaName ofClass) {
      this.shop = shop;
      this.ofClass = ofClass;
    }

    @RepeatedTest(3)
    void eachHasItsTenant(SchemaName tenant) {
      assertThat(tenant).isNotEqualTo(ofClass);
      useAlone(shop, tenant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void soHasOneWithArguments(String argument, SchemaName tenant, SchemaName another) {
      assertThat(argument).hasSize(1);
      useAlone(shop, tenant);
      useAlone(shop, another);
    }

    @Nested
    class Inner {
      @RepeatedTest(2)
      void andOneInside(SchemaName tenant) {
        useAlone(shop, tenant);
      }
    }
  }

  @FlexiDbTest(@WithDatabase(value = "shop", server = Product.MARIADB))
  @ParameterizedClass
  @ValueSource(ints = {1, 2})
  static class WithArguments {

    private final int argument;
    private final SchemaName tenant;

    WithArguments(int argument, SchemaName tenant) {
      this.argument = argument;
      this.tenant = tenant;
    }

    @RepeatedTest(2)
    void hasItsTenant(Database shop) {
      assertThat(argument).isPositive();
      useAlone(shop, tenant);
    }
  }
}
