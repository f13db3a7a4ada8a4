package io.lifeboat.backup.mysql.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;

/** Writes certificates of a PEM file as MySQL's driver takes them; they are public. */
final class TrustStore {

  private TrustStore() {}

  static Map<String, String> of(Path pemFile, Path workDirectory) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      try (InputStream in = Files.newInputStream(pemFile)) {
        int number = 0;
        for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("authority-" + number++, one);
        }
      }
      Path file = Files.createTempFile(workDirectory, "authority", ".p12");
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, "public".toCharArray());
      }
      return Map.of(
          "trustCertificateKeyStoreUrl", file.toUri().toString(),
          "trustCertificateKeyStoreType", "PKCS12",
          "trustCertificateKeyStorePassword", "public");
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
