/** Something that the shop sells. */
export interface Product {
  id: string;
  name: string;
  /** Cents. */
  price: number;
  stock: number;
}

/** What the shop sells. The vase is the one that nobody can buy: its price has not been decided. */
export const PRODUCTS: readonly Product[] = [
  { id: 'mug', name: 'Mug', price: 1200, stock: 40 },
  { id: 'teapot', name: 'Teapot', price: 4900, stock: 12 },
  { id: 'tray', name: 'Tray', price: 2600, stock: 25 },
  { id: 'vase', name: 'Vase', price: Number.NaN, stock: 3 },
];

/** Undefined when there is no such product. */
export function findProduct(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}
