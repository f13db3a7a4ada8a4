package io.lifeboat.backup.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes connections to a port of 127.0.0.1 on, from another address of this machine. */
final class Forwarder implements AutoCloseable {

  private final ServerSocket listening;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Forwarder(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static Forwarder toPort(int target, String address) throws IOException {
    Forwarder forwarder =
        new Forwarder(new ServerSocket(0, 50, InetAddress.getByName(address)), target);
    forwarder.threads.submit(forwarder::accept);
    return forwarder;
  }

  int port() {
    return listening.getLocalPort();
  }

  private Void accept() throws IOException {
    while (true) {
      Socket near = listening.accept();
      Socket far = new Socket("127.0.0.1", target);
      threads.submit(() -> pass(near, far));
      threads.submit(() -> pass(far, near));
    }
  }

  private static Void pass(Socket from, Socket to) throws IOException {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[65_536];
      int read;
      while ((read = in.read(buffer)) >= 0) {
        out.write(buffer, 0, read);
        out.flush();
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
