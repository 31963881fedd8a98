package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("F24: TLS by default")
class TransportSecurityTest {

  private static ConnectionFactoryOptions options(String url) {
    return ConnectionFactoryOptions.parse("r2dbc:" + url);
  }

  private static @Nullable Object mode(String url) {
    return TransportSecurity.byDefault(options(url)).getValue(Option.valueOf("sslMode"));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://a:b@db/users, verify-full",
    "postgresql://a:b@db/users?ssl=true, verify-full",
    "postgresql://a:b@192.0.2.2:5432/users, verify-full",
    "postgresql://a:b@localhost.example.com/users, verify-full",
    "postgresql://a:b@db.localhost/users, verify-full",
    "postgresql://a:b@127.0.0.256/users, verify-full",
    "postgresql://a:b@127.1/users, verify-full",
    "postgresql://a:b@127.0.0.1.example.com/users, verify-full",
    "postgresql:failover://a:b@localhost:1;db:2/users, verify-full",
    "postgresql://a:b@[2001:db8::1]:5432/users, verify-full",
    "mysql://a:b@db/users, VERIFY_IDENTITY",
    "mysql://a:b@db/users?ssl=true, VERIFY_IDENTITY",
    "mariadb://a:b@db/users, verify-full"
  })
  void isVerifiedWhereTheOptionsLeaveItOpen(String url, String mode) {
    String several = url.replace(';', ',');
    assertThat(mode(several)).isEqualTo(mode);
    assertThat(TransportSecurity.isUnverified(options(several))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://a:b@db/users?sslMode=require, require, true",
    "postgresql://a:b@db/users?sslmode=prefer, , true",
    "postgresql://a:b@db/users?ssl=false, , true",
    "postgresql://a:b@db/users?sslMode=verify-ca, verify-ca, false",
    "mysql://a:b@db/users?sslMode=preferred, preferred, true",
    "mysql://a:b@db/users?ssl=false, , true",
    "mysql://a:b@db/users?sslMode=VERIFY_CA, VERIFY_CA, false",
    "mariadb://a:b@db/users?sslMode=trust, trust, true",
    "mariadb://a:b@db/users?sslMode=disable, disable, true",
    "mariadb://a:b@db/users?sslMode=VERIFY_CA, VERIFY_CA, false"
  })
  void whatTheOptionsSayIsKept(String url, @Nullable String mode, boolean unverified) {
    assertThat(mode(url)).isEqualTo(mode);
    assertThat(TransportSecurity.isUnverified(options(url))).isEqualTo(unverified);
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://a:b@localhost/users",
    "postgresql://a:b@127.0.0.1:5432/users",
    "postgresql://a:b@127.1.2.3/users",
    "postgresql://a:b@127.255.255.254/users",
    "postgresql://a:b@localhost./users",
    "postgresql://a:b@[::1]:5432/users",
    "postgresql:failover://a:b@localhost:1;127.0.0.1:2/users",
    "postgresql://a:b@/users?socket=/tmp/.s.PGSQL.5432",
    "mysql://a:b@localhost/users",
    "mysql://a:b@/users?unixSocket=/tmp/mysql.sock",
    "mariadb://a:b@LOCALHOST/users",
    "h2://a:b@db/users"
  })
  void nothingIsAddedOnThisMachineAndForDriversThatAreNotKnown(String url) {
    String several = url.replace(';', ',');
    assertThat(mode(several)).isNull();
    assertThat(TransportSecurity.isUnverified(options(several))).isFalse();
  }
}
