import { decide, type Frame, type Language, type Mark, readEach } from './language.ts';
import { parseLocation, skipBlanks } from './location.ts';

/** `at Shop.Orders.Place(String article) in /src/Orders.cs:line 12`, the failure first. */
export const dotnet: Language = {
  claims: (line) => frameOf(line) !== null,
  read: (lines) => readEach(lines, frameOf),
  locate(lines) {
    const marks = dotnet.read(lines);
    return decide('first', [ownMarks(marks, lines), marks]);
  },
};

function frameOf(line: string): Frame | null {
  const start = skipBlanks(line);
  if (!line.startsWith('at ', start)) return null;
  const open = line.indexOf('(', start);
  const close = line.indexOf(')', open);
  if (open < 0 || close < 0) return null;
  const isMono = line[open - 1] === ' ';
  const method = line.slice(start + 3, isMono ? open - 1 : open);
  if (method.includes(' ') || !method.includes('.')) return null;
  return isMono ? monoFrame(method, line.slice(close + 1)) : coreFrame(method, line.slice(close + 1));
}

/** Without symbols (a package, a release build) there is no file. The arrow ends an inner exception. */
function coreFrame(method: string, place: string): Frame | null {
  if (place === '' || place === ' <---') return toFrame(method, '', 0);
  const at = place.lastIndexOf(':line ');
  const number = /^(\d{1,9})(?: <---)?$/.exec(place.slice(at + ':line '.length))?.[1];
  return place.startsWith(' in ') && at > 0 && number ? toFrame(method, place.slice(4, at), Number(number)) : null;
}

/** Mono and Unity: ` [0x00021] in /src/Orders.cs:12`, with a module's id in place of a file where there are no symbols. */
function monoFrame(method: string, place: string): Frame | null {
  const at = place.indexOf('] in ');
  if (!place.startsWith(' [0x') || at < 0) return null;
  const end = place.endsWith(' <---') ? -' <---'.length : place.length;
  const location = parseLocation(place.slice(at + '] in '.length, end));
  if (!location) return null;
  return location.line > 0 ? toFrame(method, location.file, location.line) : toFrame(method, '', 0);
}

function toFrame(method: string, file: string, line: number): Frame {
  // `/_/` is what reproducible builds write for the folder they were built in: a package's, never the application's.
  return { file: file || method, line, function: method, inApp: !file.startsWith('/_/') && !isLibrary(method) };
}

/** An inner exception is printed before the frames of the one around it, and an aggregate's once more after them. */
function ownMarks(marks: readonly Mark[], lines: readonly string[]): Mark[] {
  const repeated = lines.findIndex((line) => line.startsWith('---> (Inner Exception #', skipBlanks(line)));
  const until = repeated < 0 ? lines.length : repeated;
  const from = lines.findLastIndex(
    (line, at) => at < until && line.startsWith('--- End of inner exception', skipBlanks(line)),
  );
  return marks.filter((mark) => mark.from > from && mark.from < until);
}

/** As on a JVM, only the namespace tells: the platform, and the packages that most often stand in between. */
const LIBRARIES = new Set(
  `System Microsoft Mono Interop Internal Npgsql Newtonsoft MySql MySqlConnector Dapper StackExchange AutoMapper MediatR
  FluentValidation Serilog NLog log4net Polly Grpc Google RabbitMQ MassTransit Hangfire Quartz Swashbuckle Castle Autofac
  NHibernate MongoDB Azure Amazon NUnit Xunit Moq Refit RestSharp UnityEngine UnityEditor`.split(/\s+/),
);

function isLibrary(method: string): boolean {
  return LIBRARIES.has(method.slice(0, method.indexOf('.')));
}
