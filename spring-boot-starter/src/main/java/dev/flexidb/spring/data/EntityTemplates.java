package dev.flexidb.spring.data;

import dev.flexidb.Database;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.data.r2dbc.convert.MappingR2dbcConverter;
import org.springframework.data.r2dbc.convert.R2dbcCustomConversions;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.r2dbc.dialect.DialectResolver;
import org.springframework.data.r2dbc.dialect.R2dbcDialect;
import org.springframework.data.r2dbc.mapping.R2dbcMappingContext;
import org.springframework.data.relational.core.mapping.DefaultNamingStrategy;
import org.springframework.data.relational.core.mapping.NamingStrategy;
import org.springframework.r2dbc.core.DatabaseClient;

/**
 * Makes templates, each with the dialect of its database. Conversions are a bean {@code
 * R2dbcCustomConversions} that is qualified by the database's name, or else those of the dialect.
 */
final class EntityTemplates {

  private EntityTemplates() {}

  static R2dbcEntityTemplate template(
      Database database,
      DatabaseClient client,
      ObjectProvider<NamingStrategy> naming,
      BeanFactory beans) {
    R2dbcDialect dialect = DialectResolver.getDialect(database);
    R2dbcCustomConversions conversions = conversions(database.name(), dialect, beans);
    R2dbcMappingContext mapping =
        new R2dbcMappingContext(naming.getIfUnique(() -> DefaultNamingStrategy.INSTANCE));
    mapping.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
    mapping.afterPropertiesSet();
    return new R2dbcEntityTemplate(
        client, dialect, new MappingR2dbcConverter(mapping, conversions));
  }

  private static R2dbcCustomConversions conversions(
      String database, R2dbcDialect dialect, BeanFactory beans) {
    try {
      return BeanFactoryAnnotationUtils.qualifiedBeanOfType(
          beans, R2dbcCustomConversions.class, database);
    } catch (NoUniqueBeanDefinitionException several) {
      throw several;
    } catch (NoSuchBeanDefinitionException none) {
      return R2dbcCustomConversions.of(dialect, List.of());
    }
  }
}
