import { useEffect, useState } from 'react';

/** An address under which the page shows these bytes; given back when they are gone. */
export function useAddress(bytes: ArrayBuffer, type: string): string {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return address;
}
