import { paramsAround, paramsOf } from './moment-span.ts';
import { linkTo, type ServiceName, services } from './services.ts';
import { type TimeRange, toParams } from './time-range.ts';
import './span-links.css';

/** Leads to what other services have of the span that is looked at here. All time is not a span. */
export function SpanLinks({ to, range }: { to: readonly ServiceName[]; range: TimeRange }) {
  if (range.kind === 'all') return null;
  const span = toParams(range, { kind: 'all' });
  return <Links to={to} where="in this span" paramsFor={(service) => ({ ...span, ...paramsOf(service) })} />;
}

interface MomentProperties {
  to: readonly ServiceName[];
  /** The moment in milliseconds. */
  ms: number;
  /** Where there is little room and a moment right above: only names the services. */
  isBrief?: boolean;
}

/** Leads to what other services have around a moment. */
export function MomentLinks({ to, ms, isBrief = false }: MomentProperties) {
  if (Number.isNaN(ms)) return null;
  return (
    <Links to={to} where="around this moment" isBrief={isBrief} paramsFor={(service) => paramsAround(service, ms)} />
  );
}

interface LinksProperties {
  to: readonly ServiceName[];
  where: string;
  isBrief?: boolean;
  paramsFor: (service: ServiceName) => Record<string, string>;
}

/** Nothing for services whose address nobody has set. */
function Links({ to, where, isBrief = false, paramsFor }: LinksProperties) {
  const links = to
    .map((service) => ({ service, href: linkTo(service, '', paramsFor(service)) }))
    .filter((link): link is typeof link & { href: string } => link.href !== null);
  if (links.length === 0) return null;
  return (
    <div class="span-links">
      {links.map(({ service, href }) => (
        <a key={service} href={href}>
          {services[service]}
          <span class={isBrief ? 'visually-hidden' : ''}> {where}</span>
        </a>
      ))}
    </div>
  );
}
