/** A person of the practice organisation, in the words of the People page. */
export interface Person {
  name: string;
  mail: string | null;
  given?: string;
  family?: string;
  department?: string;
  teams?: string[];
  roles?: string[];
  blocked?: boolean;
  /** Days since the account was made, and since the last visit; absent = never. */
  age?: number;
  seen?: number;
}
