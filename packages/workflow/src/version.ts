/** Version of operando's techniques. A test keeps it equal to package.json. */
export const version = '1.0.0';
