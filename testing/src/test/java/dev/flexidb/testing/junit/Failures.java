package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Classes of tests that fail before a test has begun. */
final class Failures {

  /** Of all tests before them. */
  static final List<SchemaName> TENANTS = new CopyOnWriteArrayList<>();

  private Failures() {}

  private static AssertionError told(SchemaName tenant) {
    TENANTS.add(tenant);
    return new AssertionError("as it should");
  }

  @FlexiDbTest(@WithDatabase(value = "shop", url = "${flexidb.sample.url}", migrations = ""))
  static class InAConstructor {
    InAConstructor(SchemaName tenant) {
      throw told(tenant);
    }

    @Test
    void test() {}
  }

  /** JUnit tells an extension of nothing more then. */
  @FlexiDbTest(@WithDatabase(value = "shop", url = "${flexidb.sample.url}", migrations = ""))
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class InTheOneConstructor {
    InTheOneConstructor(SchemaName tenant) {
      throw told(tenant);
    }

    @Test
    void test() {}
  }

  @FlexiDbTest(@WithDatabase(value = "shop", url = "${flexidb.sample.url}", migrations = ""))
  static class BeforeATest {
    @BeforeEach
    void fail(SchemaName tenant) {
      throw told(tenant);
    }

    @Test
    void test() {}
  }

  @FlexiDbTest(@WithDatabase(value = "shop", url = "${flexidb.sample.url}", migrations = ""))
  static class BeforeAllTests {
    @BeforeAll
    static void fail(SchemaName tenant) {
      throw told(tenant);
    }

    @Test
    void test() {}
  }

  /** Two tests, so that the second one sees what is left of the first. */
  @FlexiDbTest(@WithDatabase(value = "shop", url = "${flexidb.sample.url}", migrations = ""))
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class OneAfterTheOther {

    private static int made;

    OneAfterTheOther(SchemaName tenant) {
      if (made++ == 0) {
        throw told(tenant);
      }
    }

    @Test
    @Order(1)
    void isNotReached() {}

    @Test
    @Order(2)
    void findsNothingOfIt() {
      assertThat(WhatIsLeftTest.schemasIn(System.getProperty("flexidb.sample.url"))).hasSize(1);
    }
  }

  static class Refusing implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      throw new AssertionError("another extension fails");
    }
  }

  @ExtendWith(Refusing.class)
  @FlexiDbTest
  static class BehindAnotherExtension {
    @Test
    void test() {}
  }

  /** A server that is asked for each time that the databases are made. */
  @FlexiDbTest(
      @WithDatabase(value = "shop", from = ThatCannotBeMade.Source.class, sharedSql = "NO SQL"))
  static class ThatCannotBeMade {

    static final AtomicInteger ASKED = new AtomicInteger();

    static class Source implements ServerSource {
      @Override
      public ServerAddress address() {
        ASKED.incrementAndGet();
        return ServerAddress.of(System.getProperty("flexidb.sample.url"));
      }
    }

    @Test
    void one(SchemaName tenant) {}

    @Test
    void other(SchemaName tenant) {}
  }
}
