package dev.flexidb.migrate;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Migrator.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.flexidb.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** Waiting for JDBC is the worker's; nobody waits for Reactor. */
  @Test
  void nothingBlocksOnAPublisher() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "block* of Mono or Flux",
                call ->
                    call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                        && call.getName().startsWith("block")))
        .check(CLASSES);
  }

  @Test
  void nothingDependsOnADriverButItsDialect() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.PostgreSqlDialect")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.postgresql..", "org.mariadb..", "com.mysql..")
        .check(CLASSES);
  }

  @Test
  void tenantsTravelInNoThreadLocal() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(CLASSES);
  }
}
