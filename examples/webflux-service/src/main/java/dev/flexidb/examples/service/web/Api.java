package dev.flexidb.examples.service.web;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.context.annotation.Configuration;

/** What stands above the description of the API. */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(
    info =
        @Info(
            title = "Orders of many shops",
            version = "1",
            description =
                "Each shop is a tenant, with a schema of its own in PostgreSQL. "
                    + "Sales of all shops are in MariaDB."))
class Api {}
