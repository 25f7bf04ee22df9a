import { type Frame, type Language, locateFirst, readEach } from './language.ts';
import { skipBlanks } from './location.ts';

/** `at shop.Orders.place(Orders.java:12)` of Java, Kotlin, Scala and the others on a JVM, the failure first. */
export const java: Language = {
  claims: (line) => frameOf(line) !== null,
  read: (lines) => readEach(lines, frameOf),
  // A cause comes after the exception that it caused, so the first frames are the exception's own.
  locate: (lines) => locateFirst(lines, frameOf),
};

/** `Orders.java:12`; `SourceFile` and `Unknown Source` are what is left after a shrinker. */
const SOURCE = /^([^\s():]+|Unknown Source|Native Method)(?::(\d{1,9}))?$/;

function frameOf(line: string): Frame | null {
  const start = skipBlanks(line);
  if (!line.startsWith('at ', start)) return null;
  const open = line.indexOf('(', start);
  const close = line.indexOf(')', open);
  if (open < 0 || close < 0 || !isEnd(line, close + 1)) return null;
  const method = withoutModule(line.slice(start + 3, open));
  if (method.includes(' ') || !method.includes('.')) return null;
  const [, file = '', number] = SOURCE.exec(line.slice(open + 1, close)) ?? [];
  const inApp = !isLibrary(method);
  if (number && !file.includes(' ')) return { file, line: Number(number), function: method, inApp };
  // Without a line this could be another language's; a JVM writes a file, `Unknown Source` or `<generated>`.
  if (!/[ .<]/.test(file)) return null;
  return { file: method, line: Number(number ?? 0), function: method, inApp: inApp && !GENERATED.test(method) };
}

/** Logback adds the jar: `~[netty.jar:4.1]`. */
function isEnd(line: string, at: number): boolean {
  return at === line.length || line.startsWith(' [', at) || line.startsWith(' ~[', at);
}

/** `java.base/java.lang.Thread.run`, `app//shop.Main.main`; the slash of `Main$$Lambda/0x7f.run` is the class's. */
function withoutModule(method: string): string {
  const lambda = method.indexOf('$$Lambda');
  return method.slice(method.lastIndexOf('/', lambda < 0 ? method.length : lambda) + 1);
}

/** Proxies and lambdas that frameworks and compilers make up. */
const GENERATED = /\$\$|\$Proxy/;

/**
 * A frame on a JVM has no path that would tell a library, only the name of its package. So this is a list: the
 * platform, and what stands between a caller and the application often enough to hide the application.
 */
const LIBRARIES = new Set(
  `java javax jdk sun jakarta kotlin kotlinx scala groovy clojure dalvik android androidx reactor rx akka oracle okhttp3 okio
  retrofit2 feign junit com.sun com.android com.google com.fasterxml com.zaxxer com.mysql com.mongodb com.squareup com.netflix
  com.amazonaws com.intellij org.springframework org.apache org.hibernate org.eclipse org.jboss org.wildfly org.glassfish
  org.junit org.mockito org.postgresql org.mariadb org.h2 org.slf4j org.aspectj org.codehaus org.gradle org.jetbrains
  org.thymeleaf org.quartz org.flywaydb org.mybatis org.xerial org.jooq org.reactivestreams io.netty io.undertow io.vertx
  io.quarkus io.micronaut io.grpc io.reactivex io.ktor io.lettuce io.projectreactor io.micrometer io.opentelemetry
  io.smallrye net.bytebuddy net.sf ch.qos software.amazon redis.clients`.split(/\s+/),
);

function isLibrary(method: string): boolean {
  const first = method.indexOf('.');
  const second = method.indexOf('.', first + 1);
  return LIBRARIES.has(method.slice(0, first)) || LIBRARIES.has(method.slice(0, second));
}
