import { filteredAddress, filterQuery } from '../view-state.ts';
import { createEntryList } from './entry-list.ts';

/** The entries that the filters leave, newest first. */
export const entries = createEntryList(() => {
  const query = filterQuery();
  return (more) => filteredAddress('api/logs', query, more);
});
