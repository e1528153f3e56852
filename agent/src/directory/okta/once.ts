/** Makes something the first time it is asked for and shares it; what failed is made again at the next call. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return async () => {
    made ??= make();
    const asked = made;
    try {
      return await asked;
    } catch (error) {
      if (made === asked) made = null;
      throw error;
    }
  };
}
