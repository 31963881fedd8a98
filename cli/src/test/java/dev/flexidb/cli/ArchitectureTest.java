package dev.flexidb.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void onlyMainIsPublic() {
    classes()
        .that()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleName("Main")
        .check(CLASSES);
  }

  @Test
  void nothingDependsOnADriver() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.postgresql..",
            "io.r2dbc.postgresql..",
            "org.mariadb..",
            "io.asyncer..",
            "java.sql..")
        .check(CLASSES);
  }

  /** All goes through an Answer, which knows whether people or programs read it. */
  @Test
  void nothingPrintsPastTheAnswer() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }
}
