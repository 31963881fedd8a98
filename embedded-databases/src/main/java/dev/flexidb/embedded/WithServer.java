package dev.flexidb.embedded;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hands a database server to JUnit tests, as parameters of type {@link DatabaseServer} (the shared
 * one) and {@link TestDatabase} (fresh for each test, dropped after it).
 *
 * <pre>{@code
 * @WithServer(DatabaseKind.POSTGRESQL)
 * class UserRepositoryTest {
 *   @Test
 *   void findsUsers(TestDatabase database) { ... }
 * }
 * }</pre>
 *
 * <p>On a class it holds for every parameter in it and in its superclasses and interfaces; on a
 * parameter it holds for that one. The methods before, of and after one test get the same {@link
 * TestDatabase}. Where a system library is missing the test is skipped with the line that says what
 * to install; if the environment variable {@code CI} is {@code true} it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(DatabaseServerExtension.class)
public @interface WithServer {

  /** The kind of server. */
  DatabaseKind value();
}
