/** The entry: small behaviours on every page, and the diagrams only where a page has one. */
import "./htmx";
import { mount } from "./mount";
import "./autosave";
import "./choose";
import { combobox } from "./combobox";
import { entries } from "./entries";
import { list } from "./list";
import { mentions } from "./mentions";
import { search } from "./search";
import { upload } from "./upload";
import "./drafts";
import "./keys";
import "./live";
import "./offline";
import "./preview";
import "./theme";
import "./small";
import "./tabs";
import "./zone";

mount("diagram", async (element) => (await import("./diagram")).diagram(element));
mount("compare", async (element) => (await import("./compare")).compare(element));
mount("entries", entries);
mount("list", list);
mount("upload", upload);
mount("search", search);
mount("combobox", combobox);
mount("mentions", mentions);
