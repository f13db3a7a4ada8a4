package io.lifeboat.backup.api;

/** How a connection to a server is protected. */
public enum TlsMode {
  /** Never encrypted. */
  DISABLED,
  /** Encrypted where the server offers it. */
  PREFERRED,
  /** Encrypted, or refused; the server's certificate is not checked. */
  REQUIRED,
  /** Encrypted, and the certificate must come from a trusted authority. */
  VERIFY_CA,
  /** Encrypted, and the certificate must also name the host. */
  VERIFY_IDENTITY
}
