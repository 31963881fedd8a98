package dev.flexidb.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class on real databases.
 *
 * <pre>{@code
 * @FlexiDbTest(@WithDatabase("orders"))
 * class OrdersTest {
 *   @Test
 *   void startsEmpty(ReactiveFlexiDb db, SchemaName tenant) {
 *     TenantStepVerifier.create(new Orders(db).count(), tenant).expectNext(0L).verifyComplete();
 *   }
 * }
 * }</pre>
 *
 * <p>Parameters of a test, and of the methods before and after it, may be
 *
 * <ul>
 *   <li>{@code ReactiveFlexiDb}: the test's own, over all databases, closed after it;
 *   <li>{@code Database}: one of its databases, named by {@link On} where there are more;
 *   <li>{@code SchemaName} or {@code Tenant}: a tenant of the test's own, whose schema is made in
 *       every database that has tenants, and dropped after the test. The first such parameter of
 *       any of the methods is the same tenant, the second one another, and so on;
 *   <li>{@code SchemaManager} of {@code flexidb-migrate}, for one of its databases.
 * </ul>
 *
 * <p>Databases are the class's own, and dropped with what is in them when it is done; where a URL
 * is given only tenants are the tests' own. So tests may run in any order and beside each other, as
 * long as they do not change what tenants share. Those of a constructor or of {@code @BeforeAll}
 * with one instance for all tests live as long as the class.
 *
 * <p>A schema is made by the migrations {@code db/migration/<database>/tenant} on the class path,
 * where {@code flexidb-migrate} is there, and by the SQL of {@link WithDatabase#sql}. Servers come
 * from {@code flexidb-embedded-databases}, from a URL, or from a {@link ServerSource}. Where one
 * needs a system library that is missing the test is skipped, and fails if the environment variable
 * {@code CI} is {@code true}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FlexiDbExtension.class)
public @interface FlexiDbTest {

  /** The databases; one PostgreSQL called {@code app} unless told. */
  WithDatabase[] value() default @WithDatabase("app");
}
