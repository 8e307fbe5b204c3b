/** What comes without types of its own. */
declare module "bpmn-js-create-append-anything" {
  export const CreateAppendAnythingModule: Record<string, unknown>;
}
declare module "diagram-js-minimap" {
  const minimap: Record<string, unknown>;
  export default minimap;
}
declare module "bpmn-js-i18n/translations/*" {
  const words: Record<string, string>;
  export default words;
}
