/** What helps while one writes a comment, as one file to fetch. */
export { mentions } from "./mentions";
export { pictures } from "./pictures";
export { written } from "./written";
